"""The names of events and of the facts they carry, as the audit log and the activity feed show them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from scenariowiki.runtime.messages import sops

PEOPLE: Mapping[str, Any] = {
    "AccountRegistered": _("Account made"),
    "AccountChanged": _("Account changed"),
    "AccountDisabled": _("Account closed"),
    "AccountEnabled": _("Account opened again"),
    "RolesChanged": _("Roles changed"),
    "PasswordChanged": _("Password changed"),
    "SignedIn": _("Signed in"),
    "SessionsEnded": _("Signed out"),
    "TokenIssued": _("Token issued"),
    "TokenRevoked": _("Token revoked"),
    "SiteSaved": _("Site saved"),
    "TeamSaved": _("Team saved"),
    "TeamJoined": _("Joined a team"),
    "TeamLeft": _("Left a team"),
    "BrandChanged": _("Brand changed"),
    "OwnershipHandedOver": _("Ownership handed over"),
}

PAGES: Mapping[str, Any] = {
    "ScenarioCaptured": _("Scenario captured"),
    "ScenarioSubmitted": _("Scenario submitted"),
    "ScenarioPublished": _("Scenario published"),
    "ScenarioSentBack": _("Scenario sent back"),
    "ScenarioRejected": _("Scenario rejected"),
    "ScenarioArchived": _("Scenario archived"),
    "ScenarioRestored": _("Scenario restored"),
    "ScenarioRevised": _("Scenario revised"),
    "SolutionAdded": _("Solution added"),
    "SolutionSubmitted": _("Solution submitted"),
    "SolutionPublished": _("Solution published"),
    "SolutionSentBack": _("Solution sent back"),
    "SolutionRejected": _("Solution rejected"),
    "SolutionArchived": _("Solution archived"),
    "SolutionRestored": _("Solution restored"),
    "SolutionRevised": _("Solution revised"),
    "DecisionTakenBack": _("Decision taken back"),
    "EditProposed": _("Edit suggested"),
    "EditRejected": _("Suggested edit rejected"),
    "OutcomeReported": _("Outcome reported"),
    "OutcomeVerified": _("Outcome verified"),
    "OutcomeDisputed": _("Outcome disputed"),
    "OutcomeRetracted": _("Outcome retracted"),
    "CommentAdded": _("Comment added"),
    "CommentWithdrawn": _("Comment withdrawn"),
    "AudienceChanged": _("Audience changed"),
    "OwnerChanged": _("Owner changed"),
    "WatchChanged": _("Watching changed"),
    "FavouriteChanged": _("Favourite changed"),
}

CATALOGUE: Mapping[str, Any] = {
    "TagSaved": _("Tag saved"),
    "TagGroupSaved": _("Tag group saved"),
    "TagMerged": _("Tag merged"),
    "TagUnmerged": _("Merge of tags undone"),
    "CategorySaved": _("Category saved"),
    "CategoryMoved": _("Category moved"),
    "CategoryMerged": _("Category merged"),
    "CategoryUnmerged": _("Merge of categories undone"),
    "SynonymsChanged": _("Synonyms changed"),
    "TemplateChanged": _("Template changed"),
}

FILES: Mapping[str, Any] = {
    "ScenariosImported": _("Scenarios imported"),
    "ScenariosExported": _("Scenarios exported"),
}

CURATION: Mapping[str, Any] = {
    "QueueItemDecided": _("Queue item decided"),
    "QueueDecisionWithdrawn": _("Decision withdrawn"),
    "PairJudged": _("Pair judged"),
    "PairProposed": _("Duplicate reported"),
    "ScenarioMerged": _("Scenarios merged"),
    "ScenarioUnmerged": _("Merge of scenarios undone"),
    "SolutionMerged": _("Solutions merged"),
    "SolutionUnmerged": _("Merge of solutions undone"),
    "MergeObjected": _("Merge objected to"),
}

FEEDBACK: Mapping[str, Any] = {
    "TicketOpened": _("Feedback given"),
    "TicketAssigned": _("Feedback assigned"),
    "TicketAnswered": _("Feedback answered"),
    "TicketRated": _("Answer rated"),
    "TicketReopened": _("Feedback reopened"),
    "TicketClosed": _("Feedback closed"),
    "TicketInvalidated": _("Feedback set aside"),
    "TicketMarkedDuplicate": _("Feedback given twice"),
    "TicketEscalated": _("Feedback escalated"),
    "GapRequested": _("Something wanted"),
    "GapTaken": _("Gap taken"),
    "GapReleased": _("Gap given back"),
    "GapAnswered": _("Gap closed by a scenario"),
    "GapDropped": _("Gap taken off the board"),
    "SolutionReused": _("Solution used"),
}

EVENTS: Mapping[str, Any] = {**PEOPLE, **PAGES, **CATALOGUE, **CURATION, **FEEDBACK, **sops.EVENTS, **FILES}

# The names of payload facts.
FACTS: Mapping[str, Any] = {
    **sops.FACTS,
    "account_id": _("Account"),
    "after": _("After"),
    "answerer_id": _("Answered by"),
    "assignee_id": _("Assigned to"),
    "author_id": _("Author"),
    "author_ids": _("Authors"),
    "auto": _("By itself"),
    "before": _("Before"),
    "by_time": _("By the passing of time"),
    "cascade": _("Along with another"),
    "categories": _("Categories"),
    "category_id": _("Category"),
    "changed": _("What changed"),
    "comment_id": _("Comment"),
    "complete": _("Complete"),
    "count": _("Count"),
    "created": _("Created"),
    "deciders": _("Decided by"),
    "distinct_from": _("Not the same as"),
    "fields": _("Fields"),
    "filtered": _("Filtered"),
    "first_change": _("First change"),
    "format": _("Format"),
    "from_id": _("From"),
    "from_warning": _("After a warning of a duplicate"),
    "gap_id": _("Gap"),
    "granted": _("Granted"),
    "group_id": _("Group"),
    "helped": _("Helped"),
    "hi": _("The other one"),
    "imported": _("Imported"),
    "in_time": _("In time"),
    "into_id": _("Into"),
    "is_paid": _("Earns points"),
    "item_id": _("Queue item"),
    "job_id": _("Job"),
    "kept": _("Kept"),
    "kind": _("Kind"),
    "late": _("Came later"),
    "lead_id": _("Lead"),
    "level": _("Level"),
    "lo": _("The one"),
    "loser_author_id": _("Author of the merged one"),
    "loser_id": _("Merged one"),
    "number": _("Number"),
    "of_id": _("The same as"),
    "op_id": _("Merge"),
    "outcome": _("Answer"),
    "outcome_id": _("Outcome"),
    "override": _("Despite a conflict of interest"),
    "pair": _("Pair"),
    "published": _("Published"),
    "rating": _("Rating"),
    "reason": _("Reason"),
    "renamed": _("Renamed"),
    "reporter_id": _("Reported by"),
    "result": _("Result"),
    "reuse_id": _("Use"),
    "revision_id": _("Revision"),
    "revoked": _("Revoked"),
    "round": _("Round"),
    "same_author": _("Same author"),
    "scenario_id": _("Scenario"),
    "scenarios": _("Scenarios"),
    "script_only": _("Script only"),
    "self_proposed": _("Proposed by the decider"),
    "session_id": _("Session"),
    "site_id": _("Site"),
    "solution_id": _("Solution"),
    "solution_ids": _("Solutions"),
    "tag_id": _("Tag"),
    "team_after": _("Team after"),
    "team_before": _("Team before"),
    "team_id": _("Team"),
    "ticket_id": _("Feedback"),
    "to_id": _("To"),
    "token_id": _("Token"),
    "updated": _("Updated"),
    "verdict": _("Verdict"),
    "warned": _("Warned"),
    "warned_duplicate": _("Warned of a duplicate"),
    "winner_author_id": _("Author of the kept one"),
    "withdrawn": _("Withdrawn"),
}

# Words of plain facts that are no states of their own.
VALUES: Mapping[str, Any] = {
    "watch": _("Watching"),
    "mute": _("Muted"),
    "signed_out": _("Signed out"),
    "everywhere": _("Signed out everywhere"),
    "password_changed": _("Password changed"),
    "roles_changed": _("Roles changed"),
    "disabled": _("Account closed"),
    "display_name": _("Name"),
    "locale": _("Interface language"),
    "script": _("Read text as"),
    "shortcuts": _("Keyboard shortcuts"),
    "site_id": _("Site"),
    "title": _("Title"),
    "situation": _("What happened"),
    "layer": _("Layer"),
    "category": _("Category"),
    "tags": _("Tags"),
    "preconditions": _("When it applies"),
    "steps": _("Steps"),
    "early_warning": _("Early warning"),
    "expected_effect": _("Expected effect"),
}


def text_of_event(name: str) -> str:
    """Return what an event is called; one that this version does not know keeps its name."""
    return str(EVENTS.get(name, name))


def text_of_fact(name: str) -> str:
    """Return what a fact of a payload is called."""
    return str(FACTS.get(name, name))
