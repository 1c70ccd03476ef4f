"""Every rule that content is held to; each is one function with a folder in `tests/broken/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from guidebook.checks import (
    consent,
    evidence,
    figures,
    links,
    naming,
    page_html,
    plain_facts,
    records,
    references,
    reminders,
    secrets,
    singles,
    telephones,
    wording,
)
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

Rule = Callable[[Folder], Iterable[Problem]]
"""Yields what is wrong in a folder that was read; what could not be read counts as right."""

RULES: tuple[Rule, ...] = (
    references.unknown_references,
    references.self_references,
    references.leads_that_support,
    references.repeated_codes,
    references.repeated_ids,
    records.mistyped_evidence,
    records.default_evidence,
    records.mixed_evidence,
    records.missing_evidence,
    records.validity,
    records.dates_beyond_reason,
    records.empty_elements,
    records.coordination_basis,
    records.broken_promises,
    records.repeated_questions,
    records.parks,
    records.posts,
    telephones.odd_telephones,
    evidence.unsourced_telephones,
    evidence.unsourced_limits,
    evidence.unsourced_limit_fields,
    evidence.unsourced_articles,
    evidence.weak_sources,
    evidence.laws_of_coordination,
    evidence.public_numbers,
    evidence.unlisted_numbers,
    naming.shared_names,
    naming.shared_other_names,
    naming.several_in_one,
    naming.keywords_that_are_names,
    naming.shared_questions,
    plain_facts.words_for_nothing,
    plain_facts.quoted_values,
    plain_facts.markup,
    plain_facts.long_names,
    plain_facts.odd_numbers,
    plain_facts.repeated_items,
    plain_facts.repeated_entries,
    wording.persons,
    wording.identity_numbers,
    wording.unfinished_texts,
    wording.telephones_in_texts,
    wording.odd_typos,
    wording.misspellings,
    wording.few_ways_of_asking,
    secrets.robot_addresses,
    links.broken_links,
    links.broken_page_links,
    page_html.page_html,
    singles.missing_labels,
    singles.form_choices,
    singles.form_deadlines,
    singles.form_placeholders,
    singles.calendar_days,
    singles.calendar_weekdays,
    singles.calendar_gaps,
    singles.statutory_holidays,
    consent.changed_consent,
    figures.figure_dates,
    figures.figure_parts,
    figures.figure_sums,
    figures.repeated_rows,
)
"""What stops the build."""

REMINDERS: tuple[Rule, ...] = (
    reminders.calendar_ends,
    reminders.holidays_at_weekends,
    reminders.reviews_due,
    reminders.expired_records,
    reminders.ended_laws,
    reminders.old_checks,
    reminders.dates_to_come,
    reminders.far_plans,
    reminders.wider_elements,
    reminders.empty_columns,
    reminders.empty_stages,
    wording.likely_persons,
)
"""What should be looked at soon, but stops nothing."""
