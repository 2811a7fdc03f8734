"""ScenarioWiki: service scenarios told by those who met them, and what helped."""

import gc

# Loading makes objects by the hundred thousand and drops next to none: looking for the dropped ones again and
# again is a fifth of a start. `runtime.warming` sets what suits requests.
gc.set_threshold(100_000, 20, 20)
