const up = up;
const down = () => up;
export { up, down as down, };
