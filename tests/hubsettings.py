"""Django's settings under test: a folder of their own for all data, and hashes that are quick to make."""

import os
import tempfile

os.environ["YIBIAO_HOME"] = tempfile.mkdtemp(prefix="yibiao-test-")

from yibiao.hub.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
