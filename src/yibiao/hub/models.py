"""Every model of the hub, so that Django finds them; each part keeps its own."""

from yibiao.hub.access.models import IdempotencyRecord, InvitationRecord, TokenRecord
from yibiao.hub.audit.models import EntryRecord, LogRecord, PersonalDatumRecord
from yibiao.hub.commitments.models import (
    CommitmentRecord,
    LeadRecord,
    SplitCommentRecord,
    SplitRecord,
    ValueRecord,
)
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import (
    ActingRecord,
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
    "DeliveryRecord",
    "DocumentRecord",
    "EntryRecord",
    "GroupRecord",
    "HandoverRecord",
    "HoldingRecord",
    "IdempotencyRecord",
    "InvitationRecord",
    "JobRecord",
    "LeadRecord",
    "LogRecord",
    "MembershipRecord",
    "PartyRecord",
    "PersonRecord",
    "PersonalDatumRecord",
    "PlacementRecord",
    "PlanRecord",
    "PlanVersionRecord",
    "PostRecord",
    "SplitCommentRecord",
    "SplitRecord",
    "TokenRecord",
    "UnitNameRecord",
    "UnitRecord",
    "ValueRecord",
    "WebhookRecord",
]
