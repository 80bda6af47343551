import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { MerkleBuilder, merklePath, provesLeaf } from "./merkle.ts";

const sha = (...parts: Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();

/** RFC 6962, section 2.1, word for word. */
function reference(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha();
  if (leaves.length === 1) return sha(Buffer.of(0), leaves[0] ?? Buffer.alloc(0));
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha(Buffer.of(1), reference(leaves.slice(0, k)), reference(leaves.slice(k)));
}

const leavesOf = (count: number): Buffer[] => Array.from({ length: count }, (_, index) => sha(Buffer.from([index])));
const at =
  (leaves: readonly Buffer[]) =>
  (index: number): Buffer =>
    leaves[index] ?? Buffer.alloc(0);

function rootOf(leaves: readonly Buffer[]): Buffer {
  const builder = new MerkleBuilder();
  for (const leaf of leaves) builder.add(leaf);
  return builder.root();
}

test("the root is that of RFC 6962 for every size up to 70", () => {
  for (let count = 0; count <= 70; count += 1)
    assert.deepEqual(rootOf(leavesOf(count)), reference(leavesOf(count)), `${count}`);
});

test("the published test tree of certificate transparency has its published roots", () => {
  const inputs = ["", "00", "10", "2021", "3031", "40414243"].map((hex) => Buffer.from(hex, "hex"));
  assert.equal(rootOf([]).toString("hex"), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(
    rootOf(inputs.slice(0, 1)).toString("hex"),
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  );
});

test("every leaf is proved by its path, and by nothing else", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.nat(), (count, pick) => {
      const leaves = leavesOf(count);
      const index = pick % count;
      const root = rootOf(leaves);
      const path = merklePath(at(leaves), count, index);
      const leaf = at(leaves)(index);
      assert.ok(provesLeaf(leaf, index, count, path, root));
      assert.ok(!provesLeaf(sha(leaf), index, count, path, root), "another leaf");
      assert.ok(!provesLeaf(leaf, index, count, path, sha(root)), "another root");
      if (count > 1) {
        assert.ok(!provesLeaf(leaf, (index + 1) % count, count, path, root), "another place");
        assert.ok(!provesLeaf(leaf, index, count, path.slice(1), root), "a shorter path");
        assert.ok(!provesLeaf(leaf, index, count, [sha(path[0] ?? leaf), ...path.slice(1)], root), "another sibling");
      }
    }),
  );
});

test("a leaf that is not there has no proof", () => {
  assert.throws(() => merklePath(at(leavesOf(3)), 3, 3), RangeError);
  assert.equal(provesLeaf(leavesOf(3)[0] ?? Buffer.alloc(0), -1, 3, [], rootOf(leavesOf(3))), false);
});
