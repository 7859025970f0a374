"""Tests of the controller, module by module, and the scripted station they and the server's tests use."""
