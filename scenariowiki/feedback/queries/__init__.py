"""The only reads of feedback; none has side effects."""
