"""The content model: every record editors write in `guides/`, and how they refer to each other."""

from guidebook.model.calendar import Calendar
from guidebook.model.form import (
    Choice,
    Consent,
    Deadlines,
    FieldWording,
    Form,
    FormFields,
    FormMessages,
)
from guidebook.model.guidebook import KINDS, SINGLES, Guidebook
from guidebook.model.organisations import Department, Role
from guidebook.model.places import Building, BuildingCouncil, Post, Subdistrict, Venue
from guidebook.model.services import Document, Question, Service, Step
from guidebook.model.site import ListWording, Site, Source, Sources, Stage
from guidebook.model.values import (
    NO_LEGAL_BASIS,
    SAMPLE_MARKS,
    UNANNOUNCED,
    Contact,
    Content,
    Limit,
    Record,
    RecordId,
    Text,
    Unannounced,
)
from guidebook.model.words import Term

__all__ = [
    "KINDS",
    "NO_LEGAL_BASIS",
    "SAMPLE_MARKS",
    "SINGLES",
    "UNANNOUNCED",
    "Building",
    "BuildingCouncil",
    "Calendar",
    "Choice",
    "Consent",
    "Contact",
    "Content",
    "Deadlines",
    "Department",
    "Document",
    "FieldWording",
    "Form",
    "FormFields",
    "FormMessages",
    "Guidebook",
    "Limit",
    "ListWording",
    "Post",
    "Question",
    "Record",
    "RecordId",
    "Role",
    "Service",
    "Site",
    "Source",
    "Sources",
    "Stage",
    "Step",
    "Subdistrict",
    "Term",
    "Text",
    "Unannounced",
    "Venue",
]
