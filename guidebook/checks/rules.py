"""Every rule that content is held to; each is one function with a folder in `tests/broken/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from guidebook.checks import evidence as sourcing
from guidebook.checks import links as text_links
from guidebook.checks import naming, plain_facts, references, reminders, singles
from guidebook.checks import records as checks
from guidebook.checks import wording as lints
from guidebook.reading.folder import Folder
from guidebook.reading.problems import Problem

Rule = Callable[[Folder], Iterable[Problem]]
"""Yields what is wrong in a folder that was read; what could not be read counts as right."""

RULES: tuple[Rule, ...] = (
    references.unknown_references,
    references.self_references,
    references.repeated_codes,
    references.repeated_ids,
    checks.mistyped_evidence,
    checks.default_evidence,
    checks.missing_evidence,
    checks.validity,
    checks.empty_elements,
    checks.coordination_basis,
    checks.broken_promises,
    checks.repeated_questions,
    checks.parks,
    checks.posts,
    sourcing.unsourced_telephones,
    sourcing.unsourced_limits,
    sourcing.unsourced_limit_fields,
    sourcing.unsourced_articles,
    sourcing.laws_of_coordination,
    sourcing.public_numbers,
    sourcing.unlisted_numbers,
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
    lints.persons,
    lints.identity_numbers,
    lints.unfinished_texts,
    lints.telephones_in_texts,
    lints.misspellings,
    lints.few_ways_of_asking,
    text_links.broken_links,
    singles.missing_labels,
    singles.calendar_days,
)
"""What stops the build."""

REMINDERS: tuple[Rule, ...] = (
    reminders.calendar_ends,
    reminders.reviews_due,
    reminders.expired_records,
    reminders.old_checks,
    reminders.wider_elements,
    reminders.empty_columns,
    reminders.empty_stages,
    lints.likely_persons,
)
"""What should be looked at soon, but stops nothing."""
