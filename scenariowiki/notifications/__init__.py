"""Notifications: who is told what, once, and when."""
