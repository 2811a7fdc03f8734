"""Tables: which event causes what, who delivers what, who is asked before a merge and its undoing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scenariowiki.accounts import events as accounts
from scenariowiki.curation import events as curation
from scenariowiki.curation import reactions as curating
from scenariowiki.curation.commands.detecting import DUPLICATES
from scenariowiki.exchange import events as exchange
from scenariowiki.exchange import jobs as exchange_jobs
from scenariowiki.feedback import events as feedback
from scenariowiki.feedback import reactions as answering
from scenariowiki.jobs import duplicates, imports, indexing
from scenariowiki.jobs import points as points_jobs
from scenariowiki.kernel.unit_of_work import Reactions
from scenariowiki.mail import send
from scenariowiki.notifications import reactions as telling
from scenariowiki.notifications.rules import MAIL
from scenariowiki.points import events as ledger
from scenariowiki.points import reactions as points
from scenariowiki.points.commands.improving import IMPROVEMENTS
from scenariowiki.points.queries.effects import effects_of_merge as points_effects
from scenariowiki.points.queries.effects import effects_of_unmerge as points_undone
from scenariowiki.points.reactions import leaving
from scenariowiki.quality import events as quality
from scenariowiki.redaction import events as redaction
from scenariowiki.scenarios import events as scenarios
from scenariowiki.scenarios import reactions as wiki
from scenariowiki.sops import events as sops
from scenariowiki.sops import reactions as keeping
from scenariowiki.sops.queries.effects import effects_of_merge as sop_effects
from scenariowiki.sops.queries.effects import effects_of_unmerge as sops_undone

PAGE = (wiki.refresh_page,)
TITLE = (wiki.refresh_page, wiki.refresh_backlinks)
PAGE_TOLD = (*PAGE, curating.look_for_duplicates)
TITLE_TOLD = (*TITLE, curating.look_for_duplicates)
FORCE = (keeping.mark_page, *PAGE)

REACTIONS: Reactions = {
    accounts.AccountRegistered: (),
    accounts.AccountChanged: (wiki.refresh_named, keeping.refresh_checked),
    accounts.AccountDisabled: (leaving.close_purse, keeping.release_approver),
    accounts.AccountEnabled: (leaving.open_purse,),
    accounts.AccountAnonymised: (telling.forget_address,),
    accounts.RolesChanged: (keeping.release_approver,),
    accounts.PasswordChanged: (),
    accounts.SignedIn: (),
    accounts.SessionsEnded: (),
    accounts.TokenIssued: (),
    accounts.TokenRevoked: (),
    accounts.SiteSaved: (answering.follow_calendar,),
    accounts.TeamSaved: (wiki.refresh_of_team,),
    accounts.TeamJoined: (),
    accounts.TeamLeft: (),
    accounts.BrandChanged: (),
    scenarios.ScenarioCaptured: TITLE,
    scenarios.ScenarioSubmitted: (*TITLE_TOLD, curating.follow, points.share_scenario),
    scenarios.ScenarioPublished: (
        *TITLE_TOLD,
        curating.note_decision,
        keeping.start_clock,
        telling.tell_author,
        points.adopt_scenario,
        answering.answer_gaps,
    ),
    scenarios.ScenarioSentBack: (*PAGE_TOLD, curating.note_decision, telling.tell_author, points.send_back),
    scenarios.ScenarioRejected: (
        *TITLE_TOLD,
        curating.note_decision,
        telling.tell_author,
        points.reject,
    ),
    scenarios.ScenarioArchived: (
        *PAGE_TOLD,
        curating.follow,
        keeping.follow_archive,
        keeping.follow_versions,
        answering.reopen_gaps,
        points.take_adoption_back,
    ),
    scenarios.ScenarioRestored: (
        *PAGE_TOLD,
        curating.follow,
        keeping.start_clock,
        keeping.follow_restore,
        keeping.follow_versions,
        answering.answer_gaps,
        points.give_adoption_back,
    ),
    scenarios.ScenarioRevised: (
        *TITLE_TOLD,
        keeping.look_at_source,
        points.note_improvement,
        telling.tell_of_edit,
    ),
    scenarios.SolutionAdded: (*PAGE_TOLD, curating.follow, points.share_solution),
    scenarios.SolutionSubmitted: (*PAGE_TOLD, curating.follow, points.share_solution),
    scenarios.SolutionPublished: (
        *PAGE_TOLD,
        curating.note_decision,
        keeping.look_at_rival,
        telling.tell_author,
        points.adopt_solution,
    ),
    scenarios.SolutionSentBack: (*PAGE_TOLD, curating.note_decision, telling.tell_author, points.send_back),
    scenarios.SolutionRejected: (*PAGE_TOLD, curating.note_decision, telling.tell_author, points.reject),
    scenarios.SolutionArchived: (*PAGE_TOLD, curating.follow, points.take_adoption_back),
    scenarios.SolutionRestored: (*PAGE_TOLD, curating.follow, points.give_adoption_back),
    scenarios.SolutionRevised: (
        *PAGE_TOLD,
        keeping.look_at_source,
        points.note_improvement,
        telling.tell_of_edit,
    ),
    scenarios.DecisionTakenBack: (
        *TITLE_TOLD,
        curating.follow,
        points.take_decision_back,
        answering.reopen_gaps,
    ),
    scenarios.EditProposed: (),
    scenarios.EditRejected: (),
    scenarios.OutcomeReported: (*PAGE, telling.tell_of_outcome),
    scenarios.OutcomeVerified: (
        *PAGE,
        keeping.look_at_outcome,
        points.reward_outcome,
    ),
    scenarios.OutcomeDisputed: PAGE,
    scenarios.OutcomeRetracted: (*PAGE, points.take_outcome_back, telling.untell_outcome),
    scenarios.CommentAdded: PAGE,
    scenarios.CommentWithdrawn: PAGE,
    scenarios.AudienceChanged: TITLE_TOLD,
    scenarios.OwnerChanged: PAGE,
    scenarios.OwnershipHandedOver: (keeping.follow_handover,),
    scenarios.WatchChanged: (),
    scenarios.FavouriteChanged: (),
    scenarios.TagSaved: (wiki.refresh_tagged,),
    scenarios.TagGroupSaved: (),
    scenarios.TagMerged: (wiki.refresh_tagged,),
    scenarios.TagUnmerged: (wiki.refresh_tagged,),
    scenarios.CategorySaved: (wiki.refresh_categorised,),
    scenarios.CategoryMoved: (wiki.refresh_categorised,),
    scenarios.CategoryMerged: (wiki.refresh_categorised,),
    scenarios.CategoryUnmerged: (wiki.refresh_categorised,),
    scenarios.SynonymsChanged: (),
    scenarios.TemplateChanged: (),
    curation.QueueItemDecided: (
        curating.audit_override,
        keeping.follow_decision,
        keeping.follow_verdict,
        telling.tell_of_decision,
        points.reward_decision,
        points.decide_awards,
    ),
    curation.QueueDecisionWithdrawn: (
        curating.drop_audit,
        keeping.forget_decision,
        telling.drop_withdrawn,
        points.forget_decision,
    ),
    curation.PairJudged: (),
    curation.PairProposed: (),
    curation.ObjectRehomed: (*PAGE, wiki.refresh_loser, curating.follow_both, keeping.follow_rehoming),
    curation.ScenarioMerged: (
        *TITLE_TOLD,
        wiki.refresh_loser,
        curating.follow_both,
        keeping.follow_merge,
        keeping.follow_versions,
        telling.tell_of_merge,
        points.follow_merge,
        answering.answer_gaps,
    ),
    curation.ScenarioUnmerged: (
        *TITLE_TOLD,
        wiki.refresh_loser,
        curating.follow_both,
        curating.forget_appeal,
        curating.audit_undoing,
        keeping.follow_unmerge,
        keeping.follow_versions,
        telling.tell_of_unmerge,
        points.follow_unmerge,
        answering.part_gaps,
    ),
    curation.SolutionMerged: (*PAGE_TOLD, curating.follow, telling.tell_of_merge, points.follow_merge),
    curation.SolutionUnmerged: (
        *PAGE_TOLD,
        curating.follow,
        curating.forget_appeal,
        curating.audit_undoing,
        keeping.follow_parting,
        telling.tell_of_unmerge,
        points.follow_unmerge,
    ),
    curation.MergeObjected: (*PAGE, telling.tell_of_objection),
    feedback.TicketOpened: (*PAGE, telling.tell_of_ticket),
    feedback.TicketAssigned: (telling.tell_of_ticket,),
    feedback.TicketAnswered: (*PAGE, points.reward_feedback, telling.tell_of_ticket),
    feedback.TicketRated: (points.reward_rated_answer, telling.tell_of_ticket),
    feedback.TicketReopened: (*PAGE, telling.tell_of_ticket),
    feedback.TicketClosed: (points.reward_unrated_answer,),
    feedback.TicketInvalidated: (*PAGE, telling.tell_of_ticket),
    feedback.TicketMarkedDuplicate: (*PAGE, telling.tell_of_ticket),
    feedback.TicketEscalated: (telling.tell_of_lateness,),
    feedback.GapRequested: (),
    feedback.GapTaken: (),
    feedback.GapReleased: (),
    feedback.GapAnswered: (telling.tell_of_gap,),
    feedback.GapDropped: (),
    feedback.GapReopened: (telling.untell_gap,),
    feedback.SolutionReused: PAGE,
    quality.ChecklistChanged: (),
    quality.SampleDrawn: (),
    quality.PickPassedOver: (),
    quality.QualityReviewed: (telling.tell_of_quality,),
    quality.QualityReviewWithdrawn: (telling.forget_quality,),
    sops.SopProposed: (),
    sops.SopVersionDrafted: (),
    sops.SopSubmitted: (keeping.follow_versions, telling.tell_of_sop),
    sops.SopSentBack: (keeping.note_verdict, telling.tell_of_sop),
    sops.SopApproved: (keeping.note_verdict, telling.tell_of_sop),
    sops.SopApproverLeft: (keeping.follow_versions, telling.tell_of_sop),
    sops.SopBecameEffective: (*FORCE, points.reward_standard, telling.tell_of_reading),
    sops.SopVersionSuperseded: (),
    sops.SopVersionRetired: (
        *FORCE,
        keeping.follow_versions,
        points.take_standard_back,
        telling.tell_of_sop,
    ),
    sops.SopRenewed: (*PAGE, points.reward_renewal),
    sops.SopSuspended: (*PAGE, telling.tell_of_sop),
    sops.SopCleared: (*PAGE, telling.tell_of_sop),
    sops.SopReplacedByMerge: FORCE,
    sops.SopRestored: FORCE,
    sops.SopUndecided: PAGE,
    sops.SopSettled: PAGE,
    sops.SopAcknowledged: (),
    sops.SopReadingReminded: (telling.tell_of_reading,),
    sops.SopApproversSaved: (),
    sops.PageReviewed: PAGE,
    sops.ReviewWithdrawn: (*PAGE, points.take_renewal_back),
    sops.ReviewAsked: (telling.tell_of_review,),
    ledger.TariffChanged: (),
    ledger.TariffWithdrawn: (),
    ledger.PointsAppealed: (points.name_concerned,),
    ledger.GrantProposed: (),
    ledger.GrantApproved: (),
    ledger.GrantRefused: (),
    ledger.StatementOpened: (),
    ledger.RewardSaved: (),
    ledger.StockChanged: (),
    ledger.BudgetSaved: (),
    ledger.RewardTurnCame: (telling.tell_of_turn,),
    ledger.RedemptionRequested: (telling.tell_of_redemption,),
    ledger.RedemptionApproved: (telling.tell_of_redemption,),
    ledger.RedemptionFulfilled: (telling.tell_of_redemption,),
    ledger.RedemptionRejected: (telling.tell_of_redemption,),
    ledger.RedemptionCancelled: (telling.tell_of_redemption,),
    ledger.RedemptionExpired: (telling.tell_of_redemption,),
    ledger.RedemptionRefunded: (telling.tell_of_redemption,),
    ledger.PointsExpired: (telling.tell_of_expiry,),
    ledger.PointsExpireSoon: (telling.tell_of_expiry,),
    ledger.KudosGiven: (telling.tell_of_kudos,),
    ledger.PeriodFrozen: (),
    ledger.LeaderboardTaken: (),
    ledger.PrizesPlanned: (),
    ledger.PrizesEnded: (),
    ledger.PrizesPaid: (telling.tell_of_prizes,),
    exchange.ScenariosImported: (),
    exchange.ScenariosExported: (),
    redaction.TextMasked: (wiki.refresh_masked,),
}

DELIVERERS: Mapping[str, Callable[..., None]] = {
    wiki.INDEX: indexing.deliver,
    exchange_jobs.IMPORT: imports.deliver,
    DUPLICATES: duplicates.deliver,
    IMPROVEMENTS: points_jobs.deliver,
    MAIL: send.deliver,
}

MERGE_EFFECTS: Sequence[Callable[..., Any]] = (sop_effects, points_effects)
UNMERGE_EFFECTS: Sequence[Callable[..., Any]] = (sops_undone, points_undone)
