-- expect: 0 blocks 4:8
SELECT 1;

SELECT 'a;
