"""The layout of the children in need census in XML, 2017 to 2026, and a child's rows in it."""

from typing import BinaryIO

from lineofsight.engine.sources.xml_children import Children, Columns, Found, each, layout, one

BLOCKS = layout(
    Header="CollectionDetails Source Content",
    CollectionDetails="Collection Year ReferenceDate",
    Source="SourceLevel LEA SoftwareCode Release SerialNo DateTime",
    Child="ChildIdentifiers ChildCharacteristics CINdetails",
    ChildIdentifiers="LAchildID UPN FormerUPN UPNunknown PersonBirthDate ExpectedPersonBirthDate "
    "GenderCurrent Sex PersonDeathDate",
    ChildCharacteristics="Ethnicity Disabilities",
    Disabilities="Disability",
    CINdetails="CINreferralDate ReferralSource PrimaryNeedCode CINclosureDate ReasonForClosure "
    "DateOfInitialCPC ReferralNFA Assessments CINPlanDates Section47 ChildProtectionPlans "
    "PreProceedingsandFGDM",
    Assessments="AssessmentActualStartDate AssessmentInternalReviewDate AssessmentAuthorisationDate "
    "FactorsIdentifiedAtAssessment",
    FactorsIdentifiedAtAssessment="AssessmentFactors",
    CINPlanDates="CINPlanStartDate CINPlanEndDate",
    Section47="S47ActualStartDate InitialCPCtarget DateOfInitialCPC ICPCnotRequired",
    ChildProtectionPlans="CPPstartDate CPPendDate InitialCategoryOfAbuse LatestCategoryOfAbuse "
    "NumberOfPreviousCPP Reviews CPPreviews",
    Reviews="CPPreviewDate",
    CPPreviews="CPPreviewDate",  # how a widely used script misspells Reviews
    PreProceedingsandFGDM="PPStartDate LBPSentDate FGDMMeetingOffer FGDMMeetingFac InitialPPMeetingDate "
    "ReviewMeetingsCount StepDecisionDate PPOutcome CourtAppDate LetterInitCPDate",
)
MANY = (
    "Disabilities Disability CINdetails Assessments FactorsIdentifiedAtAssessment AssessmentFactors "
    "CINPlanDates Section47 ChildProtectionPlans Reviews CPPreviews CPPreviewDate PreProceedingsandFGDM"
)
# What is read of each block.
CHILD = (
    "LAchildID",
    "PersonBirthDate",
    "ExpectedPersonBirthDate",
    "GenderCurrent",
    "Sex",
    "PersonDeathDate",
)
CASE = ("ReferralSource", "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure", "ReferralNFA")
ASSESSMENT = ("AssessmentActualStartDate", "AssessmentAuthorisationDate")
PLAN = (
    "CPPstartDate",
    "CPPendDate",
    "InitialCategoryOfAbuse",
    "LatestCategoryOfAbuse",
    "NumberOfPreviousCPP",
)
REFERRED = ("LAchildID", "CINreferralDate")  # what stands under a referral repeats whose and which it is


class Census:
    """One file of the census: what its header says, and rows of text for each contract table."""

    def __init__(self, file: BinaryIO, name: str):
        self.children = Children(file, name, BLOCKS, child="Child", many=MANY, header="Header")
        self.columns = {
            "person": Columns(*CHILD, "Ethnicity", "Disability"),
            "cin_episodes": Columns(*REFERRED, *CASE),
            "cin_assessments": Columns(*REFERRED, *ASSESSMENT, "AssessmentFactors"),
            "s47_enquiry": Columns(*REFERRED, "S47ActualStartDate"),
            "initial_cp_conference": Columns(
                *REFERRED, "S47ActualStartDate", "DateOfInitialCPC", "transfer in"
            ),
            "cp_plans": Columns(*REFERRED, *PLAN),
            "cp_reviews": Columns("LAchildID", "CPPstartDate", "CPPreviewDate"),
        }
        for child in self.children:
            self._add(self.children.place, child)
        header = self.children.headers[0] if self.children.headers else {}
        self._header = {**(one(header, "CollectionDetails") or {}), **(one(header, "Source") or {})}

    def said(self, element: str) -> str | None:
        """What the header says, trimmed."""
        return (one(self._header, element) or "").strip() or None

    def _add(self, at: int, found: Found) -> None:
        known, traits = one(found, "ChildIdentifiers") or {}, one(found, "ChildCharacteristics") or {}
        disabilities = _every(traits, "Disabilities", "Disability")
        self.columns["person"].add(at, *each(known, CHILD), one(traits, "Ethnicity"), disabilities)
        for case in found.get("CINdetails", ()):
            self._add_case(at, one(known, "LAchildID"), case)

    def _add_case(self, at: int, child: str | None, case: Found) -> None:
        add = self.columns
        referral = one(case, "CINreferralDate")
        add["cin_episodes"].add(at, child, referral, *each(case, CASE))
        for assessment in case.get("Assessments", ()):
            factors = _every(assessment, "FactorsIdentifiedAtAssessment", "AssessmentFactors")
            add["cin_assessments"].add(at, child, referral, *each(assessment, ASSESSMENT), factors)
        # Before those that an enquiry led to: of two on one day the last stands.
        if _filled(conference := one(case, "DateOfInitialCPC")):
            add["initial_cp_conference"].add(at, child, referral, None, conference, "true")
        for enquiry in case.get("Section47", ()):
            start = one(enquiry, "S47ActualStartDate")
            add["s47_enquiry"].add(at, child, referral, start)
            if _filled(conference := one(enquiry, "DateOfInitialCPC")):
                add["initial_cp_conference"].add(at, child, referral, start, conference, "false")
        for plan in case.get("ChildProtectionPlans", ()):
            add["cp_plans"].add(at, child, referral, *each(plan, PLAN))
            for reviews in (*plan.get("Reviews", ()), *plan.get("CPPreviews", ())):
                for held in filter(_filled, reviews.get("CPPreviewDate", ())):
                    add["cp_reviews"].add(at, child, one(plan, "CPPstartDate"), held)


def _filled(text: str | None) -> bool:
    return bool(text and not text.isspace())


def _every(found: Found, block: str, element: str) -> str | None:
    """Every code of a repeated element, separated by spaces; None where there is none."""
    codes = [code.strip() for part in found.get(block, ()) for code in part.get(element, ()) if _filled(code)]
    return " ".join(codes) or None
