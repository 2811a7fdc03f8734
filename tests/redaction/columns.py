"""Columns that hold words or JSON and are not masked, with the reason; a new one may have to come in here."""

# Made anew from what is masked.
REPEATED = {
    *("scenario.title", "scenario.excerpt", "solution.title", "rendered.html", "comment.html"),
    *("revision.content_hash", "revision.attribution", "tag.key", "tag_alias.key"),
}
# Ids, counts, codes, keys, hashes, states: none of it was typed as text.
CODES = {
    *("account.board_visibility", "account.locale", "account.script", "account_role.role", "award.earns"),
    *("account.password_hash", "account_session.csrf_secret", "account_session.token_hash"),
    *("api_token.token_hash", "award.facts", "award.reason", "award.rule", "award.state", "cap_use.rule"),
    *("counter.name", "duplicate_candidate.detector_version", "duplicate_candidate.features"),
    *("duplicate_candidate.kind", "duplicate_candidate.reasons", "event.correlation_id", "event.name"),
    *("event.payload", "feedback_ticket.kind", "feedback_ticket.priority", "feedback_ticket.state"),
    *("feedback_ticket.target_kind", "gap.state", "gap.weeks", "import_job.fault", "import_job.state"),
    *("instance_setting.name", "job_run.name", "kudos.kind"),
    *("mail_box.code", "merge_op.deciders", "merge_op.journal", "merge_op.kind", "merge_op.reason"),
    *("merge_op.undo_reason", "notice.facts", "notice.key", "notice.kind", "notice.to_mail"),
    *("notice_choice.topic", "notice_choice.way", "outbox.key", "outbox.kind"),
    *("outbox.payload", "outcome.result", "outcome.state", "pair_verdict.deciders", "pair_verdict.kind"),
    *("pair_verdict.verdict", "period_freeze.digest", "period_freeze.period", "period_score.period"),
    *("period_snapshot.board", "period_snapshot.facts", "period_snapshot.period", "person_score.period"),
    *("points_grant.state", "prize_payout.period", "prize_plan.period", "prize_plan.places"),
    *("prize_share.reason", "purse.kind", "quality_pick.pass_reason", "quality_review.answers"),
    *("quality_sample.frame", "quality_sample.seed", "queue_event.facts", "queue_event.name"),
    *("queue_item.key", "queue_item.kind", "queue_item.reason", "queue_item.state", "queue_item.verdict"),
    *("queue_item.versions", "redemption.certificate", "redemption.state", "redemption_step.state"),
    *("rendered.renderer", "request_key.key", "request_key.payload_hash", "review_note.found"),
    *("revision.kind", "revision.state", "reward_item.icon", "reward_item.kind", "reward_item.sites"),
    *("scenario.audience", "scenario.layer", "scenario.pre_merge_state", "scenario.state", "search_log.key"),
    *("sign_in_throttle.key", "sign_in_throttle.kind", "site.boards_off", "site.calendar", "site.timezone"),
    *("solution.pre_merge_state", "solution.state", "sop.audience", "sop_approvers.approvers"),
    *("sop_version.approvers", "sop_version.attribution", "sop_version.checklist", "sop_version.evidence"),
    *("sop_version.state", "subscription.level", "ticket_answer.outcome", "ticket_log.facts"),
    *("ticket_log.name", "transfer.code", "transfer.earns", "transfer.facts", "transfer.idem_key"),
    *("transfer.payload_hash", "working_copy.target"),
}
# What the centre is made of, kept in order on pages of its own: people, teams, the catalogue, the template.
CENTRE = {
    *("account.display_name", "account.key", "account.name", "account_session.address"),
    *("account_session.user_agent", "api_token.label", "category.description", "category.labels"),
    *("category.title", "checklist_version.criteria", "checklist_version.guide", "instance_setting.value"),
    *("mail_box.address", "mail_box.refused", "mail_box.wanted", "site.name", "synonym_group.words"),
    *("tag_group.labels", "tag_group.name", "team.name", "template_version.fields"),
}
# Points and rewards: about people and prizes, never about a page.
LEDGER = {
    *("reward_item.description", "reward_item.labels", "reward_item.name"),
    *("tariff_version.note", "tariff_version.rules"),
}
LEFT = REPEATED | CODES | CENTRE | LEDGER
