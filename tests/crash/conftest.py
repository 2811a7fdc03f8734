"""The fixtures of real instances."""

from tests.instances import instance, make_instance
from tests.postgres import pg_server

__all__ = ["instance", "make_instance", "pg_server"]
