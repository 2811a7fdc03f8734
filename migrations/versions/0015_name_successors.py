"""Let an archived scenario name its successor.

Revision: 0015, after 0014, written on 2026-11-28 12:55:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.add_column(sa.Column("successor_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_scenario_successor_id"), "scenario", ["successor_id"], ["id"]
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_scenario_successor_id"), type_="foreignkey")
        batch_op.drop_column("successor_id")
