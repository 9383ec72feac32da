"""The robot: answers by rules of its own, or by a language model where the site has one."""
