"""What points do when something happened: they are earned here, and nowhere else."""

from scenariowiki.points.reactions.answering import (
    reward_feedback,
    reward_rated_answer,
    reward_unrated_answer,
)
from scenariowiki.points.reactions.archiving import give_adoption_back, take_adoption_back
from scenariowiki.points.reactions.curating import decide_awards, name_concerned, reward_decision
from scenariowiki.points.reactions.curating import take_decision_back as forget_decision
from scenariowiki.points.reactions.improving import note_improvement
from scenariowiki.points.reactions.merging import follow_merge, follow_unmerge
from scenariowiki.points.reactions.promoting import (
    reward_renewal,
    reward_standard,
    take_renewal_back,
    take_standard_back,
)
from scenariowiki.points.reactions.sharing import (
    adopt_scenario,
    adopt_solution,
    reject,
    send_back,
    share_scenario,
    share_solution,
    take_decision_back,
)
from scenariowiki.points.reactions.using import reward_outcome, take_outcome_back

__all__ = [
    "adopt_scenario",
    "adopt_solution",
    "decide_awards",
    "follow_merge",
    "follow_unmerge",
    "forget_decision",
    "give_adoption_back",
    "name_concerned",
    "note_improvement",
    "reject",
    "reward_decision",
    "reward_feedback",
    "reward_outcome",
    "reward_rated_answer",
    "reward_renewal",
    "reward_standard",
    "reward_unrated_answer",
    "send_back",
    "share_scenario",
    "share_solution",
    "take_adoption_back",
    "take_decision_back",
    "take_outcome_back",
    "take_renewal_back",
    "take_standard_back",
]
