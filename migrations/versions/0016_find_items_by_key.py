"""Find queue items by their key, whether they are closed or not.

Revision: 0016, after 0015, written on 2026-11-28 13:16:00.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    with op.batch_alter_table("queue_item", schema=None) as batch_op:
        batch_op.create_index("ix_queue_item_key", ["key"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("queue_item", schema=None) as batch_op:
        batch_op.drop_index("ix_queue_item_key")
