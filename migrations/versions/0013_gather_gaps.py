"""Gather gaps; let a use go with its outcome.

Revision: 0013, after 0012, written on 2026-11-28 12:55:00.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change: a use may be given to another side of a merge, where the same was told (U7)."""
    with op.batch_alter_table("reuse", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_reuse_solution_id_account_id_day_case_no"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_reuse_account_id"))
        batch_op.create_index("ix_reuse_account_id_day", ["account_id", "day"], unique=False)

    with op.batch_alter_table("gap", schema=None) as batch_op:
        batch_op.add_column(sa.Column("note", sa.String(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_gap_scenario_id"), ["scenario_id"], unique=False)
    with op.batch_alter_table("gap", schema=None) as batch_op:
        batch_op.alter_column("note", server_default=None)

    op.create_table(
        "gap_search",
        sa.Column("saying_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_gap_search_account_id")),
        sa.ForeignKeyConstraint(["saying_id"], ["gap_saying.id"], name=op.f("fk_gap_search_saying_id")),
        sa.PrimaryKeyConstraint("saying_id", "account_id", "day", name=op.f("pk_gap_search")),
    )
    with op.batch_alter_table("gap_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gap_search_account_id"), ["account_id"], unique=False)

    op.create_table(
        "gap_watermark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_watermark")),
    )


def downgrade() -> None:
    """Take it back; of uses that were told twice of one solution the first stays."""
    op.drop_table("gap_watermark")
    with op.batch_alter_table("gap_search", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gap_search_account_id"))
    op.drop_table("gap_search")

    with op.batch_alter_table("gap", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gap_scenario_id"))
        batch_op.drop_column("note")

    op.execute(
        "DELETE FROM reuse WHERE id NOT IN "
        "(SELECT min(id) FROM reuse GROUP BY solution_id, account_id, day, case_no)"
    )
    with op.batch_alter_table("reuse", schema=None) as batch_op:
        batch_op.drop_index("ix_reuse_account_id_day")
        batch_op.create_index(batch_op.f("ix_reuse_account_id"), ["account_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_reuse_solution_id_account_id_day_case_no"),
            ["solution_id", "account_id", "day", "case_no"],
        )
