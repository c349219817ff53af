-- expect: 0 blocks 5:6
-- expect: 2 blocks 6:11
-- expect: 2 blocks 6:14
SELECT 1;
-- a ‮ b
SELECT 'x ⁦y ⁩';
