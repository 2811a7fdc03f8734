"""Remember since when a mail server refuses an address.

Revision: 0019, after 0018, written on 2026-11-28 16:45:00.
"""

import sqlalchemy as sa
from alembic import op

from scenariowiki.kernel.db import Utc

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("mail_box", schema=None) as batch_op:
        batch_op.add_column(sa.Column("refused_since", Utc(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("mail_box", schema=None) as batch_op:
        batch_op.drop_column("refused_since")
