"""The wiki itself: scenarios, solutions, outcomes, revisions, and how they are ordered."""
