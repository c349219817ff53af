-- expect: 1 blocks destructive 2:18
UPDATE a SET b = 1 AND c = 2 WHERE d;
