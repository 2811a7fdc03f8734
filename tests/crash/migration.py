"""Brings a schema up to date and kills itself at a statement; prints how many there are when it lives.

Run as a script, since nothing but a process of its own dies as a crash does.
"""

import json
import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from scenariowiki.app import create_app
from scenariowiki.runtime import schema
from scenariowiki.runtime.session import db

WRITES = ("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE")


def main(settings: dict[str, object], kill_at: int) -> None:
    """Migrate; die before the given statement that writes, the first being 1."""
    app = create_app(settings)
    count = 0

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        nonlocal count
        if statement.lstrip().upper().startswith(WRITES):
            count += 1
            if count == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        schema.upgrade()
    print(count)  # noqa: T201 - that is what the test reads


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), int(sys.argv[2]))
