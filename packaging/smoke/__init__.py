"""Tries the packaged program as a user would: its real window, by mouse and keyboard."""
