"""`demo load` and `demo remove`: content to try the product with, written like real history."""

from scenariowiki.cli.demo.commands import demo

__all__ = ["demo"]
