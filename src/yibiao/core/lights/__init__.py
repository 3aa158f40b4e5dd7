"""Lights 红黄绿灯: rule packs as data, the facts they ask about, and what a target's kind makes of its figures."""
