"""The journeys in a real browser, in Chinese, on a desktop and on a phone."""
