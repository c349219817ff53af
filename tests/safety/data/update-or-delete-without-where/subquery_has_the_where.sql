-- expect: 1 blocks destructive
UPDATE a SET b = (SELECT c FROM d WHERE d.id = a.id);
