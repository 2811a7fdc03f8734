"""Pages by capability: one function per URL and method."""
