"""Kinds of posts; apart from the models, so that settings can name them."""

# The first five work for their unit; the rest are offices of the whole system.
POST_KINDS = (
    "clerk",  # 填报人
    "reviewer",  # 审核人
    "liaison",  # 联络员
    "deputy",  # 分管负责人
    "head",  # 主要负责人
    "leader",  # 市领导, 分管市领导, 协调副秘书长: a post of the region itself
    "auditor",  # 审计员
    "system_admin",  # 系统管理员
    "security_admin",  # 安全管理员
    "audit_admin",  # 审计管理员
)
WORKING = ("clerk", "reviewer", "liaison", "deputy", "head")
# 三员分立: one person holds at most one of these, and none of the working posts beside it.
SEPARATED = ("system_admin", "security_admin", "audit_admin")
