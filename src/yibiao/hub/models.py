"""Every model of the hub, so that Django finds them; each part keeps its own."""

from yibiao.hub.access.models import (
    IdempotencyRecord,
    InvitationRecord,
    KeptFormRecord,
    PasswordRecord,
    SecondFactorRecord,
    TokenRecord,
)
from yibiao.hub.audit.models import EntryRecord, LogRecord, PersonalDatumRecord
from yibiao.hub.briefs.models import BriefRecord
from yibiao.hub.commitments.models import (
    CommitmentRecord,
    DecisionRecord,
    HandOnRecord,
    LeadRecord,
    SplitCommentRecord,
    SplitRecord,
    ValueRecord,
)
from yibiao.hub.coordination.models import (
    ItemRecord,
    ItemStepRecord,
    MeetingRecord,
    RemarkRecord,
    ScanRecord,
    VisitRecord,
)
from yibiao.hub.cycle.models import CycleRecord, DayRecord
from yibiao.hub.evidence.models import EvidenceLinkRecord, EvidenceRecord
from yibiao.hub.forms.models import PresenceRecord, UploadRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.library.models import IndexedRecord, PairRecord
from yibiao.hub.lights.models import LightsRecord
from yibiao.hub.notices.models import FollowRecord, NoticeRecord
from yibiao.hub.orgs.models import (
    ActingRecord,
    DirectoryRecord,
    GroupRecord,
    HandoverRecord,
    HoldingRecord,
    MembershipRecord,
    PersonRecord,
    PlacementRecord,
    PostRecord,
    UnitNameRecord,
    UnitRecord,
)
from yibiao.hub.outbox.models import DeliveryRecord, WebhookRecord
from yibiao.hub.plans.models import (
    ChargeRecord,
    CorrectionRecord,
    DocumentRecord,
    PartyRecord,
    PlanRecord,
    PlanVersionRecord,
)
from yibiao.hub.reporting.models import (
    AdjustmentRecord,
    ChainRecord,
    NarrativeRecord,
    OfferRecord,
    ReportRecord,
    RequestRecord,
    ReturnRecord,
    SameRecord,
    StandingRecord,
    StepRecord,
)

__all__ = [
    "ActingRecord",
    "AdjustmentRecord",
    "BriefRecord",
    "ChainRecord",
    "ChargeRecord",
    "CommitmentRecord",
    "CorrectionRecord",
    "CycleRecord",
    "DayRecord",
    "DecisionRecord",
    "DeliveryRecord",
    "DirectoryRecord",
    "DocumentRecord",
    "EntryRecord",
    "EvidenceLinkRecord",
    "EvidenceRecord",
    "FollowRecord",
    "GroupRecord",
    "HandOnRecord",
    "HandoverRecord",
    "HoldingRecord",
    "IdempotencyRecord",
    "IndexedRecord",
    "InvitationRecord",
    "ItemRecord",
    "ItemStepRecord",
    "JobRecord",
    "KeptFormRecord",
    "LeadRecord",
    "LightsRecord",
    "LogRecord",
    "MeetingRecord",
    "MembershipRecord",
    "NarrativeRecord",
    "NoticeRecord",
    "OfferRecord",
    "PairRecord",
    "PartyRecord",
    "PasswordRecord",
    "PersonRecord",
    "PersonalDatumRecord",
    "PlacementRecord",
    "PlanRecord",
    "PlanVersionRecord",
    "PostRecord",
    "PresenceRecord",
    "RemarkRecord",
    "ReportRecord",
    "RequestRecord",
    "ReturnRecord",
    "SameRecord",
    "ScanRecord",
    "SecondFactorRecord",
    "SplitCommentRecord",
    "SplitRecord",
    "StandingRecord",
    "StepRecord",
    "TokenRecord",
    "UnitNameRecord",
    "UnitRecord",
    "UploadRecord",
    "ValueRecord",
    "VisitRecord",
    "WebhookRecord",
]
