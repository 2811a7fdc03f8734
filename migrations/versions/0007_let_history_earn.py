"""Let history earn: how far its replay is, and several awards of one event told apart.

Revision: 0007, after 0006, written on 2026-11-28 04:15:00.000000.
Triggers of append-only tables are put back by env.py after every step.
"""

import sqlalchemy as sa
from alembic import op

from scenariowiki.kernel.db import Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BEFORE = "uq_award_event_id_rule_account_id_issue"
AFTER = "uq_award_event_id_rule_account_id_part_issue"


def upgrade() -> None:
    """Make the change; where something has happened already, it is to be replayed."""
    op.create_table(
        "points_replay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("awards", sa.Integer(), nullable=False),
        sa.Column("started_at", Utc(), nullable=True),
        sa.Column("done_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_replay")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_constraint(op.f(BEFORE), type_="unique")
        batch_op.create_unique_constraint(op.f(AFTER), ["event_id", "rule", "account_id", "part", "issue"])
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.alter_column("part", server_default=None)
    op.execute(
        "INSERT INTO points_replay (id, position, awards) "
        "SELECT 1, 0, 0 WHERE EXISTS (SELECT 1 FROM event)"
    )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(AFTER), type_="unique")
        batch_op.create_unique_constraint(op.f(BEFORE), ["event_id", "rule", "account_id", "issue"])
        batch_op.drop_column("part")
    op.drop_table("points_replay")
