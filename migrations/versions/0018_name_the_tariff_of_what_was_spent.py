"""Name the tariff and the event of what was spent.

Revision: 0018, after 0017, written on 2026-11-28 17:15:00.
Every transfer names them (L17); those of redemptions did not at first. Amounts and balances stay as they are.
"""

from alembic import op

from scenariowiki.kernel.db import drop_triggers

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TARIFF = """
UPDATE transfer SET tariff = coalesce((
  SELECT v.number FROM tariff_version v
  WHERE v.withdrawn_at IS NULL AND v.effective_from <= transfer.effective_day
  ORDER BY v.effective_from DESC, v.number DESC LIMIT 1
), 0)
WHERE tariff IS NULL
"""
EVENT = """
UPDATE transfer SET event_id = (
  SELECT s.event_id FROM redemption_step s
  WHERE transfer.idem_key = 'redemption:' || s.redemption_id || ':' || transfer.code
    AND s.state = CASE transfer.code WHEN 'refund' THEN 'refunded' ELSE 'fulfilled' END
  ORDER BY s.id LIMIT 1
)
WHERE event_id IS NULL AND code IN ('redemption', 'refund')
"""


def upgrade() -> None:
    """Make the change; the triggers come back with the end of the step."""
    drop_triggers(op.get_bind(), ["transfer"])
    op.execute(TARIFF)
    op.execute(EVENT)


def downgrade() -> None:
    """Take nothing back: what is named may stay."""
