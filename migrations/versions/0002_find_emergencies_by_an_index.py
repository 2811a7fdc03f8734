"""Find emergencies by an index.

Revision: 0002, after 0001, written on 2026-11-23 17:53:00.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAME = "ix_scenario_emergency_state_updated_at"


def upgrade() -> None:
    """Make the change."""
    op.create_index(NAME, "scenario", ["emergency", "state", "updated_at"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(NAME, "scenario")
