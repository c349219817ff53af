-- expect: 1 caution
-- expect: 2 caution
FROBNICATE x; 1 + 1;
