"""What refusals about rewards say, and the words for their kinds, states and events."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

REWARDS: Mapping[str, Any] = {
    "no_reward": _("There is no such reward, or it is not for your site."),
    "no_redemption": _("There is no such request, or you may not see it."),
    "not_enough_points": _(
        "Your points do not reach for this. Nothing was taken; see your statement for what is still to come."
    ),
    "out_of_stock": _(
        "None is left at the moment. Stand in line, and you are told first when there are some again."
    ),
    "in_stock": _("There are some left: you can ask for one now."),
    "budget_exhausted": _(
        "This quarter's budget is used up. Ask again next quarter; your points stay with you."
    ),
    "not_offered": _("This reward is not offered at the moment."),
    "not_for_your_site": _("This reward is not for your site."),
    "limit_reached": _("You have had this as often as one may this quarter."),
    "price_changed": _("The price is %(price)s points by now. Look again before you ask."),
    "own_redemption": _("Somebody else has to decide about your own request."),
    "price_missing": _("Give a price of at least one point."),
    "price_of_certificate": _("A certificate costs nothing: give 0."),
    "ends_before_it_begins": _("The end lies before the beginning."),
    "budget_used": _("More than that is used already."),
    "no_site": _("There is no such site."),
    "own_thanks": _("One does not thank oneself."),
    "nobody_to_thank": _("There is nobody to thank for this here."),
    "thanked_already": _("You have thanked them for this already."),
    "thanks_enough": _("That were %(most)s thanks in a day. More tomorrow."),
}

STATES: Mapping[str, Mapping[str, Any]] = {
    "RewardKind": {
        "material": _("Things"),
        "time": _("Time"),
        "training": _("Training"),
        "honour": _("Honour"),
        "certificate": _("Certificate"),
    },
    "ThanksKind": {
        "scenario": _("this scenario"),
        "solution": _("a solution"),
        "outcome": _("a report of how it worked"),
    },
    "Badge": {
        "first_scenario": _("First scenario adopted"),
        "first_solution": _("First solution adopted"),
        "first_applied": _("Used by another team for the first time"),
        "ten_effects": _("Ten effects confirmed"),
        "sop_author": _("Author of an SOP"),
        "first_merge": _("First duplicates merged"),
    },
    "RedemptionState": {
        "requested": _("Asked for"),
        "approved": _("Approved"),
        "fulfilled": _("Handed over"),
        "refunded": _("Refunded"),
        "rejected": _("Turned down"),
        "cancelled": _("Request withdrawn"),
        "expired": _("Lapsed"),
    },
}

EVENTS: Mapping[str, Any] = {
    "RewardSaved": _("Reward saved"),
    "StockChanged": _("Stock changed"),
    "BudgetSaved": _("Budget saved"),
    "RewardTurnCame": _("Reward back in stock"),
    "RedemptionRequested": _("Reward asked for"),
    "RedemptionApproved": _("Reward approved"),
    "RedemptionFulfilled": _("Reward handed over"),
    "RedemptionRejected": _("Reward turned down"),
    "RedemptionCancelled": _("Request taken back"),
    "RedemptionExpired": _("Request lapsed"),
    "RedemptionRefunded": _("Reward refunded"),
    "PointsExpired": _("Points expired"),
    "PointsExpireSoon": _("Told of points that expire"),
    "KudosGiven": _("Thanks said"),
}

FACTS: Mapping[str, Any] = {
    "amount": _("Points"),
    "change": _("More or less"),
    "cutoff": _("Older than"),
    "day": _("Day"),
    "kudos_id": _("Thanks"),
    "left": _("Left over"),
    "points": _("Points"),
    "price": _("Price"),
    "quarter": _("Quarter"),
    "redemption_id": _("Request"),
    "reward_id": _("Reward"),
}

NOTICES: Mapping[str, Any] = {
    "reward_asked": _("%(by)s asks for a reward; it waits for your decision."),
    "reward_approved": _("Your request R-%(redemption)s is approved. It will be handed over to you."),
    "reward_fulfilled": _("Your reward R-%(redemption)s was handed over (%(price)s points)."),
    "reward_rejected": _("Your request R-%(redemption)s was turned down; %(price)s points are free again."),
    "reward_expired": _("Nobody acted on your request R-%(redemption)s; %(price)s points are free again."),
    "reward_refunded": _("%(price)s points of R-%(redemption)s came back to you."),
    "reward_cancelled": _("Your request R-%(redemption)s was ended; %(price)s points are free again."),
    "reward_turn": _("What you wait for is there again. One is kept for you for three days."),
    "thanked": _("%(by)s thanks you for your work on S-%(no)s."),
    "points_expired": _("%(amount)s points expired: nobody had spent them for 24 months."),
    "points_expire_soon": _("%(amount)s points expire on %(day)s. Spend them before then."),
    "points_prize": _(
        "Rank %(rank)s on the leaderboard of %(first)s to %(last)s: your prize of %(amount)s points is paid."
    ),
}
