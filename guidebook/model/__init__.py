"""The content model: every record editors write in `guides/`, and how they refer to each other."""

from guidebook.model.book import Bundle
from guidebook.model.calendar import Calendar
from guidebook.model.company_facts import CompanyFacts
from guidebook.model.elements import Document, Entrance, Question
from guidebook.model.figures import FEWEST_SHOWN, Figures, Measures, Period, Report, Withheld
from guidebook.model.form import Consent, FieldWording, Form
from guidebook.model.guidebook import KINDS, SINGLES, Guidebook
from guidebook.model.history import History
from guidebook.model.kinds import LIST, KindWording, ListWording, Retired
from guidebook.model.limits import Limit
from guidebook.model.lists import Need, Project, Resource
from guidebook.model.organisations import Department
from guidebook.model.places import Building, Post, Subdistrict
from guidebook.model.policies import Policy
from guidebook.model.pushes import Pushes
from guidebook.model.services import Service
from guidebook.model.site import Site, Source, Sources
from guidebook.model.values import (
    NO_LEGAL_BASIS,
    SAMPLE_MARKS,
    UNANNOUNCED,
    Contact,
    Content,
    Record,
    RecordId,
    Text,
    Unannounced,
)

__all__ = [
    "FEWEST_SHOWN",
    "KINDS",
    "LIST",
    "NO_LEGAL_BASIS",
    "SAMPLE_MARKS",
    "SINGLES",
    "UNANNOUNCED",
    "Building",
    "Bundle",
    "Calendar",
    "CompanyFacts",
    "Consent",
    "Contact",
    "Content",
    "Department",
    "Document",
    "Entrance",
    "FieldWording",
    "Figures",
    "Form",
    "Guidebook",
    "History",
    "KindWording",
    "Limit",
    "ListWording",
    "Measures",
    "Need",
    "Period",
    "Policy",
    "Post",
    "Project",
    "Pushes",
    "Question",
    "Record",
    "RecordId",
    "Report",
    "Resource",
    "Retired",
    "Service",
    "Site",
    "Source",
    "Sources",
    "Subdistrict",
    "Text",
    "Unannounced",
    "Withheld",
]
