"""Let notices go out by mail, as each person chooses.

Revision: 0012, after 0011, written on 2026-11-28 11:00:00.
"""

import sqlalchemy as sa
from alembic import op

from scenariowiki.kernel.db import Utc

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change: what was told before is mailed to nobody."""
    op.create_table(
        "mail_box",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("wanted", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("code_until", Utc(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.Column("digest_on", sa.Date(), nullable=True),
        sa.Column("refused", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_box_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_box")),
    )
    op.create_table(
        "notice_choice",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_choice_account_id")),
        sa.PrimaryKeyConstraint("account_id", "topic", name=op.f("pk_notice_choice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("to_mail", sa.String(), nullable=True))
        batch_op.create_index(
            "ix_notice_to_mail",
            ["account_id", "to_mail"],
            unique=False,
            sqlite_where=sa.text("to_mail IS NOT NULL"),
            postgresql_where=sa.text("to_mail IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_notice_unread",
            ["account_id", "not_before"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_unread")
        batch_op.drop_index("ix_notice_to_mail")
        batch_op.drop_column("to_mail")
    op.drop_table("notice_choice")
    op.drop_table("mail_box")
