const a = { b: a, ...a };
const c = { ...a, ...a, d: [a, a] };
export default { migrations: c, ...c };
