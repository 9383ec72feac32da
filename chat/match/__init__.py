"""Meeting somebody by chance: who seeks, who fits whom, and what becomes of two who met."""
