"""The words of points: rules, what a line of the statement tells, why something was taken back."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from scenariowiki.runtime.messages.curation import STATES as CURATION_STATES
from scenariowiki.runtime.messages.limits import GUARDS

STATES: Mapping[str, Mapping[str, Any]] = {
    "AwardState": {
        "pending": _("On its way"),
        "held": _("On hold"),
        "posted": _("Posted"),
        "voided": _("Not counted"),
        "expired": _("Lapsed"),
        "reversed": _("Taken back later"),
    },
    "LineKind": {
        "shared": _("Shared and adopted"),
        "used": _("Used by others"),
        "sop": _("SOP"),
        "reported": _("Outcome reports"),
        "improved": _("Improvements"),
        "curated": _("Curation"),
        "feedback": _("Feedback"),
        "by_hand": _("By hand"),
        "prize": _("Prizes for ranks"),
        "spent": _("Redeemed and expired"),
    },
    "GrantState": {
        "proposed": _("Waits for a second person"),
        "approved": _("Approved"),
        "refused": _("Refused"),
        "withdrawn": _("Withdrawn"),
    },
}

EVENTS: Mapping[str, Any] = {
    "TariffChanged": _("Tariff changed"),
    "TariffWithdrawn": _("Tariff withdrawn"),
    "PointsAppealed": _("Points appealed"),
    "GrantProposed": _("Points by hand proposed"),
    "GrantApproved": _("Points by hand approved"),
    "GrantRefused": _("Points by hand refused"),
    "StatementOpened": _("Statement opened"),
    "PeriodFrozen": _("Period frozen"),
    "LeaderboardTaken": _("Leaderboard taken along"),
    "PrizesPlanned": _("Prizes for ranks promised"),
    "PrizesEnded": _("Prizes for ranks ended"),
    "PrizesPaid": _("Prizes for ranks paid"),
}

FACTS: Mapping[str, Any] = {
    "board": _("Leaderboard"),
    "digest": _("Digest"),
    "people": _("People"),
    "period": _("Period"),
    "start": _("First day"),
    "teams": _("Teams"),
    "amount": _("Points"),
    "award_id": _("Award"),
    "effective_from": _("Takes effect"),
    "grant_id": _("Points by hand"),
    "places": _("Prizes by place"),
    "plan_id": _("Promise of prizes"),
}

# Rule -> what it is called.
RULES: Mapping[str, Any] = {
    "P1": _("Sharing"),
    "P2": _("Adoption"),
    "P3": _("Use by another team"),
    "P4": _("Becoming an SOP"),
    "P5": _("Renewing an SOP"),
    "P6": _("Outcome report"),
    "P7": _("Improvement that lasts"),
    "P8": _("Curation decision"),
    "P9": _("Adding to what is there"),
    "P10": _("Feedback that changed something"),
    "P11": _("Answering feedback"),
    "P12": _("Points by hand"),
}

# Rule -> what happened, as a line of the statement says it.
HAPPENED: Mapping[str, Any] = {
    "P1": _("You shared it, complete"),
    "P2": _("It was adopted into the catalogue"),
    "P3": _("Another team used your solution; the effect is verified"),
    "P4": _("It became an SOP"),
    "P5": _("The SOP passed its review"),
    "P6": _("Your outcome report was verified"),
    "P7": _("Your improvement has lasted"),
    "P8": _("Your decision in the queue stands"),
    "P9": _("You added to an existing scenario instead of a duplicate"),
    "P10": _("Your feedback led to a change"),
    "P11": _("You answered feedback"),
    "P12": _("Two persons decided it, for the reason given"),
}

# Rule -> what an award waits for before it counts.
WAITS_FOR: Mapping[str, Any] = {
    "P1": _("Counts once a curator has looked, or when the time is over"),
    "P7": _("Counts if the text is still there by then"),
    "P8": _("Counts if nobody overturns it by then"),
}

# Rule -> what earns it, as the page of rules says it.
EARNED_BY: Mapping[str, Any] = {
    "P1": _("You share a scenario or a solution that is complete."),
    "P2": _("A curator adopts what you shared into the catalogue."),
    "P3": _(
        "Another team uses your solution and the effect is verified. It is shared among those whose words "
        "are in the text; a second and a third team count less than the first."
    ),
    "P4": _("Your solution becomes an SOP. It is shared among those whose words are in the text."),
    "P5": _("An SOP passes its review and stays in force."),
    "P6": _("You report what came of a solution and the report is verified. It did not help pays the same."),
    "P7": _(
        "You improve somebody else's text and what you wrote is still there after the waiting time. "
        "More lasting words, more points, up to this many."
    ),
    "P8": _("You decide something in the queue and the decision stands. Every verdict pays the same."),
    "P9": _("At the warning of a duplicate you add to what is there, and it is adopted."),
    "P10": _("Your feedback led to a change."),
    "P11": _("You answer feedback, and whoever asked rates the answer."),
    "P12": _(
        "Two persons give or take points by hand, with a reason that you read; together no more than the "
        "month's budget. They count for redeeming, not on the leaderboard."
    ),
}

# Which of several amounts of a rule.
AMOUNTS: Mapping[str, Any] = {
    "each": _("each time"),
    "scenario": _("scenario"),
    "solution": _("solution"),
    "solved": _("solved"),
    "partly": _("partly solved"),
    "in_time": _("in time"),
    "late": _("late"),
    "rated_5": _("rated 5, on top"),
    "rated_4": _("rated 4, on top"),
    "budget": _("budget a month"),
    "cap": _("limit a day"),
    "waits": _("waits, hours"),
}

# Rule -> when it is taken back.
TAKEN_BACK: Mapping[str, Any] = {
    "P1": _("Rejected as spam or made up: it never counts"),
    "P2": _("Made up, copied, or a duplicate you had been warned of"),
    "P3": _("The outcome is retracted"),
    "P4": _("The SOP is retired as wrong"),
    "P6": _("The outcome is retracted"),
    "P7": _("Your change is taken back before that day: it never counts"),
    "P8": _("The decision is overturned"),
    "P9": _("As for adoption"),
    "P11": _("The rating is annulled"),
    "P12": _("By the same two steps only"),
}

# Rule -> when it counts, where the tariff makes it wait.
COUNTS: Mapping[str, Any] = {
    "P1": _("When a curator has looked, after %(time)s at the latest"),
    "P7": _("After %(time)s, if it is still there"),
    "P8": _("After %(time)s, if nobody has overturned it"),
}
COUNTS_AT_ONCE: Mapping[str, Any] = {
    "P2": _("When it is published"),
    "P3": _("When the outcome is verified"),
    "P4": _("When the SOP takes effect"),
    "P5": _("When it is renewed"),
    "P6": _("When the outcome is verified"),
    "P9": _("When it is published"),
    "P10": _("When the answer says what was changed"),
    "P11": _("When it is rated; without a rating the base after a week"),
    "P12": _("When the second person approves"),
}

# What earns nothing.
NOTHING = (
    _("Looking at pages, signing in, many days in a row"),
    _("Likes and votes, given or received; thanks"),
    _("Comments and tags"),
    _("Your own outcome or decision on a text you wrote yourself"),
    _("The same thing twice, and what was taken back to an earlier text"),
    _("What was imported"),
)

# Why an award was taken back or never counted: the code that the ledger keeps -> a sentence.
REASONS: Mapping[str, Any] = {
    "rejected": _("It was rejected."),
    "outcome_retracted": _("The outcome was retracted."),
    "decision_overturned": _("The decision was overturned."),
    "decision_withdrawn": _("The decision was withdrawn."),
    "spam": _("It was rejected as spam."),
    "fabricated": _("It was found to be made up."),
    "private_data": _("It held private data."),
    "out_of_scope": _("It was out of scope."),
    "plagiarism": _("It was copied from somebody without saying so."),
    "overturned": _("The decision was overturned."),
    "reverted": _("The change was taken back."),
    "merged": _("It was merged into an earlier scenario of the same content."),
    "unmerged": _("The merge it came from was undone."),
    "resplit": _("The share was worked out anew; the new one has a line of its own."),
    "annulled": _("The rating was annulled."),
    "retired": _("The SOP was retired as wrong."),
    "fraud": _("A curator found that it was not earned."),
    "idle": _("It was sent back and nobody worked on it in time."),
    "closed": _("The account was closed."),
    "too_small": _("Too little of the change is left."),
    "appealed": _("The appeal was right: it was given back in a line of its own."),
    "restored": _("It was brought back, and its points with it, in a line of their own."),
    "demo_removed": _("The demo content it came from was removed."),
}

# Why awards are held: what a curator is told; the thresholds are nobody's business (G11).
SUSPICIONS: Mapping[str, Any] = {
    "serial": _("One of them has earned the other points many times within a day."),
    "mutual": _("Both have earned each other points many times, and that is much of what they have."),
}

# What a decision about points says, where the verdict's own word is about something else.
VERDICTS: Mapping[tuple[str, str], Any] = {
    ("points_appeal", "uphold"): _("They stay taken back"),
    ("points_appeal", "overturn"): _("Given back"),
    ("fraud", "release"): _("They count"),
    ("fraud", "void"): _("They do not count"),
}

# What kind of line it is, where no rule says it.
LINES: Mapping[str, Any] = {
    "repayment": _("went to what you owed"),
    "reversal": _("Taken back"),
    "claw_back": _("Taken back; it was spent already, so you owe it"),
    "redemption": _("Redeemed"),
    "refund": _("Given back after a redemption"),
    "expiry": _("Expired"),
    "manual": _("By hand"),
    "prize": _("Prize for a rank"),
}

# Why somebody on a place with a prize gets none.
WITHHELD: Mapping[str, Any] = {
    "left": _("No prize: the account was closed before it was paid."),
    "taken_back": _("No prize: points of this leaderboard were taken back, and the rest is below this rank."),
}

POINTS: Mapping[str, Any] = {
    "in_the_past": _("This day is over. Choose today or a later day."),
    "too_far_ahead": _("This is more than a year ahead."),
    "not_whole": _("Please give a whole number from %(least)s to %(most)s."),
    "not_a_tariff_rule": _("This rule makes no sense: whole numbers from 0 on."),
    "same_tariff": _("Nothing differs from what holds on that day."),
    "tariff_moved": _("Somebody wrote another version meanwhile. Look at it, then save once more."),
    "in_force_already": _("This version is in force already, or withdrawn. Write a new one instead."),
    "simulation_too_long": _("This takes too long at the moment. Try again when less is going on."),
    "not_whole_signed": _("Please give a whole number other than 0, at most 10000; below 0 takes points."),
    "over_budget": _("This is more than the budget of a whole month, %(budget)s points."),
    "no_budget_left": _("The budget of this month has %(left)s points left."),
    "not_for_oneself": _("Nobody gives or takes points of their own."),
    "two_persons": _("You proposed it, so somebody else decides."),
    "prizes_not_whole": _("Give one to ten whole numbers above 0, the first place first: 100, 60, 40."),
    "prizes_rise": _("No place gets more than the one before it."),
    "no_prize_budget": _("Set a budget for all sites first: prizes come out of it."),
    "prizes_above_part": _("Prizes may take a fifth of the quarter's budget at most."),
    "prizes_exhausted": _("The budget does not reach any more. Raise it, and they are paid within the hour."),
    "prize_window": _("Points are looked at for a week after the leaderboard froze."),
    "prize_case": _("A question about points of this leaderboard is still open."),
    "cannot_appeal": _("Only what was taken back from you, 10 points or more, can be appealed."),
}


def word_of_verdict(kind: str, verdict: str) -> str:
    """Return what a verdict means for a kind of item; about points some say another thing than elsewhere."""
    return str(VERDICTS.get((kind, verdict)) or CURATION_STATES["Verdict"][verdict])


def text_of_rule(code: str | None) -> str:
    """Return what a rule is called; one that this version does not know keeps its code."""
    return str(RULES.get(code or "") or GUARDS.get(code or "", code or ""))


def text_of_reason(reason: str | None) -> str:
    """Return why points were taken back; a code without words says nothing more than that."""
    return str(REASONS.get(reason or "", _("The reason for these points no longer holds.")))
