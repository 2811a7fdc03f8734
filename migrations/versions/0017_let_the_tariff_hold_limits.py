"""Let the tariff hold the limits of its rules.

Revision: 0017, after 0016, written on 2026-11-28 13:50:00.
The versions there are get the limits that held until now, so that what was earned under them stays explained.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
LIMITS = {
    "P1": {"idle_days": 30},
    "P3": {"first_team": 100, "second_team": 60, "third_team": 30, "per_solution": 200},
    "P4": {"wrong_days": 30},
    "P5": {"per_year": 2},
    "P7": {"least_characters": 20, "full_characters": 200, "sitting_minutes": 30},
    "P11": {"per_week": 2},
    "G1": {"own_percent": 5},
    "G2": {"account_days": 14},
    "G3": {"mutual_awards": 3, "mutual_percent": 40, "mutual_days": 30},
    "G5": {"serial_acts": 4, "serial_hours": 24},
}

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

version = sa.table("tariff_version", sa.column("number", sa.Integer), sa.column("rules", Json))


def upgrade() -> None:
    """Make the change."""
    connection = op.get_bind()
    for number, rules in connection.execute(sa.select(version.c.number, version.c.rules)).all():
        limited = {code: {**rules.get(code, {}), "limits": limits} for code, limits in LIMITS.items()}
        _write(number, {**rules, **limited})


def downgrade() -> None:
    """Take it back."""
    connection = op.get_bind()
    for number, rules in connection.execute(sa.select(version.c.number, version.c.rules)).all():
        lines = {code: {**line} for code, line in rules.items() if code not in LIMITS or "points" in line}
        for line in lines.values():
            line.pop("limits", None)
        _write(number, lines)


def _write(number: int, rules: dict[str, dict[str, object]]) -> None:
    op.execute(version.update().where(version.c.number == number).values(rules=rules))
