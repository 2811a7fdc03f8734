"""Let API tokens expire, and have some that only read.

Revision: 0010, after 0009, written on 2026-11-28 04:36:00.
"""

import sqlalchemy as sa
from alembic import op

from scenariowiki.kernel.db import Utc

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change: the tokens there are go on as before."""
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.add_column(sa.Column("read_only", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("expires_at", Utc(), nullable=True))
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.alter_column("read_only", server_default=None)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_column("expires_at")
        batch_op.drop_column("read_only")
