"""The only reads of SOPs, one module a question; none has side effects."""
