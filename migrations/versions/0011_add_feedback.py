"""Add feedback.

Revision: 0011, after 0010, written on 2026-11-28 04:01:41.136517.
Triggers of append-only tables are put back by env.py after every step.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from scenariowiki.kernel.db import Utc

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("teams", sa.Integer(), nullable=False),
        sa.Column("weeks", Json, nullable=False),
        sa.Column("last_at", Utc(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", Utc(), nullable=True),
        sa.Column("scenario_id", sa.Integer(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_gap_closed_by")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_gap_scenario_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["account.id"], name=op.f("fk_gap_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap")),
    )
    with op.batch_alter_table("gap", schema=None) as batch_op:
        batch_op.create_index("ix_gap_state_searches", ["state", "searches"], unique=False)

    op.create_table(
        "feedback_ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("target_kind", sa.String(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.Integer(), nullable=True),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=False),
        sa.Column("reporter_team_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("limit_minutes", sa.Integer(), nullable=False),
        sa.Column("clock_at", Utc(), nullable=False),
        sa.Column("half_at", Utc(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("twice_at", Utc(), nullable=False),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.Column("next_at", Utc(), nullable=True),
        sa.Column("close_at", Utc(), nullable=True),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["account.id"], name=op.f("fk_feedback_ticket_assignee_id")),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["feedback_ticket.id"], name=op.f("fk_feedback_ticket_duplicate_of_id")
        ),
        sa.ForeignKeyConstraint(["reporter_id"], ["account.id"], name=op.f("fk_feedback_ticket_reporter_id")),
        sa.ForeignKeyConstraint(
            ["reporter_team_id"], ["team.id"], name=op.f("fk_feedback_ticket_reporter_team_id")
        ),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["scenario.id"], name=op.f("fk_feedback_ticket_scenario_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_feedback_ticket_site_id")),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_feedback_ticket_solution_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_feedback_ticket_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_ticket")),
    )
    with op.batch_alter_table("feedback_ticket", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_ticket_assignee_id_state", ["assignee_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_ticket_close_at"), ["close_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_ticket_next_at"), ["next_at"], unique=False)
        batch_op.create_index("ix_feedback_ticket_reporter_id_state", ["reporter_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_ticket_scenario_id"), ["scenario_id"], unique=False)
        batch_op.create_index("ix_feedback_ticket_state_due_at", ["state", "due_at"], unique=False)

    op.create_table(
        "gap_request",
        sa.Column("gap_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_gap_request_account_id")),
        sa.ForeignKeyConstraint(["gap_id"], ["gap.id"], name=op.f("fk_gap_request_gap_id")),
        sa.PrimaryKeyConstraint("gap_id", "account_id", name=op.f("pk_gap_request")),
    )
    with op.batch_alter_table("gap_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gap_request_account_id"), ["account_id"], unique=False)

    op.create_table(
        "gap_saying",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gap_id", sa.Integer(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("last_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["gap_id"], ["gap.id"], name=op.f("fk_gap_saying_gap_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_saying")),
        sa.UniqueConstraint("folded", name=op.f("uq_gap_saying_folded")),
    )
    with op.batch_alter_table("gap_saying", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gap_saying_gap_id"), ["gap_id"], unique=False)

    op.create_table(
        "reuse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.Integer(), nullable=False),
        sa.Column("via_scenario_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reuse_account_id")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_reuse_outcome_id")),
        sa.ForeignKeyConstraint(["solution_id"], ["solution.id"], name=op.f("fk_reuse_solution_id")),
        sa.ForeignKeyConstraint(["via_scenario_id"], ["scenario.id"], name=op.f("fk_reuse_via_scenario_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuse")),
        sa.UniqueConstraint(
            "solution_id",
            "account_id",
            "day",
            "case_no",
            name=op.f("uq_reuse_solution_id_account_id_day_case_no"),
        ),
    )
    with op.batch_alter_table("reuse", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reuse_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reuse_solution_id"), ["solution_id"], unique=False)

    op.create_table(
        "ticket_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answerer_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("in_time", sa.Boolean(), nullable=False),
        sa.Column("answered_at", Utc(), nullable=False),
        sa.Column("changed_no", sa.Integer(), nullable=True),
        sa.Column("changed_seq", sa.Integer(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("rated_at", Utc(), nullable=True),
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("ck_ticket_answer_rating")),
        sa.ForeignKeyConstraint(["answerer_id"], ["account.id"], name=op.f("fk_ticket_answer_answerer_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_ticket_answer_team_id")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["feedback_ticket.id"], name=op.f("fk_ticket_answer_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_answer")),
        sa.UniqueConstraint("ticket_id", "round", name=op.f("uq_ticket_answer_ticket_id_round")),
    )
    with op.batch_alter_table("ticket_answer", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ticket_answer_team_id_answered_at", ["team_id", "answered_at"], unique=False
        )

    op.create_table(
        "ticket_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_ticket_log_actor_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["feedback_ticket.id"], name=op.f("fk_ticket_log_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_log")),
    )
    with op.batch_alter_table("ticket_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_log_ticket_id"), ["ticket_id"], unique=False)



def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("ticket_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_log_ticket_id"))

    op.drop_table("ticket_log")
    with op.batch_alter_table("ticket_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_answer_team_id_answered_at")

    op.drop_table("ticket_answer")
    with op.batch_alter_table("reuse", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reuse_solution_id"))
        batch_op.drop_index(batch_op.f("ix_reuse_account_id"))

    op.drop_table("reuse")
    with op.batch_alter_table("gap_saying", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gap_saying_gap_id"))

    op.drop_table("gap_saying")
    with op.batch_alter_table("gap_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gap_request_account_id"))

    op.drop_table("gap_request")
    with op.batch_alter_table("feedback_ticket", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_ticket_state_due_at")
        batch_op.drop_index(batch_op.f("ix_feedback_ticket_scenario_id"))
        batch_op.drop_index("ix_feedback_ticket_reporter_id_state")
        batch_op.drop_index(batch_op.f("ix_feedback_ticket_next_at"))
        batch_op.drop_index(batch_op.f("ix_feedback_ticket_close_at"))
        batch_op.drop_index("ix_feedback_ticket_assignee_id_state")

    op.drop_table("feedback_ticket")
    with op.batch_alter_table("gap", schema=None) as batch_op:
        batch_op.drop_index("ix_gap_state_searches")

    op.drop_table("gap")
