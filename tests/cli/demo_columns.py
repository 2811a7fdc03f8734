"""What `demo remove` must know: a new column that points at people or pages has to come in here."""

# Columns that name people and stay with what others wrote: whoever they name is closed, not deleted.
# What is nothing without its person belongs into `leaving.PERSONAL` instead, and is deleted.
KEEPING = frozenset(
    {
        *("account.created_by", "account_role.granted_by", "award.account_id", "award.caused_by"),
        *("cap_use.account_id", "category.created_by", "category.owner_id", "checklist_version.created_by"),
        "comment.author_id",
        *("comment.created_by", "event.actor_id", "feedback_ticket.assignee_id"),
        *("feedback_ticket.created_by", "feedback_ticket.reporter_id", "gap.closed_by", "gap.created_by"),
        *("gap.taken_by", "kudos.giver_id", "kudos.receiver_id", "merge_op.applied_by"),
        *("merge_op.undone_by", "outcome.created_by", "outcome.decided_by", "outcome.reporter_id"),
        *("page_review.checked_by", "period_score.account_id", "person_score.account_id"),
        *("points_appeal.account_id", "points_grant.decided_by", "points_grant.proposed_by"),
        *("prize_plan.created_by", "prize_share.account_id"),
        *("quality_pick.coach_id", "quality_review.author_id", "quality_review.coach_id"),
        *("quality_review.created_by", "quality_sample.coach_id"),
        *("purse.account_id", "queue_event.actor_id", "queue_item.claimed_by", "queue_item.created_by"),
        *("queue_item.decided_by", "queue_item.first_decider", "redemption.account_id"),
        *("redemption_step.by", "reuse.account_id", "reuse.created_by", "review_note.account_id"),
        *("revision.author_id", "reward_budget.created_by", "reward_item.created_by"),
        *("scenario.author_id", "scenario.created_by", "scenario.owner_id", "scenario.published_by"),
        *("site.created_by", "solution.author_id", "solution.created_by", "sop.created_by"),
        *("sop.owner_id", "sop.reviewed_by", "sop_approval.account_id", "sop_approvers.updated_by"),
        *("sop_version.author_id", "sop_version.created_by", "stock_change.by", "tag.created_by"),
        *("tariff_version.created_by", "tariff_version.withdrawn_by", "team.created_by", "team.lead_id"),
        *("template_version.created_by", "ticket_answer.answerer_id", "ticket_log.actor_id"),
        *("transfer.account_id", "transfer.actor_id"),
    }
)
# Columns whose rows could do without the page they point at. A row of somebody real must not go with
# a made-up page only because of them: `parting` lets go of those of gaps and SOPs, others are about the page.
ANSWERING = {
    "scenario": {
        *("gap.scenario_id", "notice.scenario_id", "queue_item.other_scenario_id", "sop.in_force_on"),
        *("scenario.merged_into_id", "scenario.successor_id", "subscription.scenario_id"),
    },
    "solution": {
        *("comment.solution_id", "feedback_ticket.solution_id", "queue_item.other_solution_id"),
        *("queue_item.solution_id", "revision.solution_id", "solution.merged_into_id"),
    },
}
