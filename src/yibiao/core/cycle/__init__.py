"""The cycle 每月一调度、每季一小结、半年一讲评、全年一考核: which periods a plan has, and by which day what is due."""
