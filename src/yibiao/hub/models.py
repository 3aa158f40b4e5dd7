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
from yibiao.hub.commitments.models import (
    CommitmentRecord,
    DecisionRecord,
    LeadRecord,
    SplitCommentRecord,
    SplitRecord,
    ValueRecord,
)
from yibiao.hub.jobs.models import JobRecord
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

__all__ = [
    "ActingRecord",
    "ChargeRecord",
    "CommitmentRecord",
    "CorrectionRecord",
    "DecisionRecord",
    "DeliveryRecord",
    "DirectoryRecord",
    "DocumentRecord",
    "EntryRecord",
    "GroupRecord",
    "HandoverRecord",
    "HoldingRecord",
    "IdempotencyRecord",
    "InvitationRecord",
    "JobRecord",
    "KeptFormRecord",
    "LeadRecord",
    "LogRecord",
    "MembershipRecord",
    "PartyRecord",
    "PasswordRecord",
    "PersonRecord",
    "PersonalDatumRecord",
    "PlacementRecord",
    "PlanRecord",
    "PlanVersionRecord",
    "PostRecord",
    "SecondFactorRecord",
    "SplitCommentRecord",
    "SplitRecord",
    "TokenRecord",
    "UnitNameRecord",
    "UnitRecord",
    "ValueRecord",
    "WebhookRecord",
]
