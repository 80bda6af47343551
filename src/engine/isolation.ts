import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Isolation } from "./shapes.ts";

/**
 * Builds a small world for the child in its own user, mount, network, process and IPC namespaces, and starts it there
 * without capabilities:
 *
 * - a fresh tmpfs as root, of limited size: the only place that can be written, and gone with the last process;
 * - read-only: the system's libraries and what is named in "$@" up to "--"; no /etc, no /proc, no data folder;
 * - a network namespace without interfaces: no address can be reached and no name resolved.
 *
 * /proc is there only while the old root is detached (umount needs it).
 */
const SCRIPT = `
set -eu
root=$1; size=$2; shift 2
mount --make-rprivate /
mount -t tmpfs -o "size=$size,mode=700,nosuid,nodev" rondetafel "$root"
show() {
  [ -e "$1" ] || return 0
  if [ -L "$1" ]; then mkdir -p "$root$(dirname "$1")"; ln -sfn "$(readlink "$1")" "$root$1"; return 0; fi
  if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root$(dirname "$1")"; : > "$root$1"; fi
  mount --bind "$1" "$root$1"
  mount -o remount,bind,ro,nosuid,nodev "$root$1"
}
for path in /usr /lib /lib64 /lib32 /bin /sbin; do show "$path"; done
while [ "$1" != "--" ]; do show "$1"; shift; done
shift
mkdir "$root/in" "$root/old" "$root/proc" "$root/dev"
: > "$root/dev/null"; mount --bind /dev/null "$root/dev/null"
cd "$root"
mount -t proc proc proc
pivot_root . old
umount -l /old; rmdir /old
umount -l /proc; rmdir /proc
exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all -- "$@"
`;

export interface LockedCommand {
  readonly command: string;
  readonly arguments: readonly string[];
  /** Folder in the file system of the child for its inputs. */
  readonly inputs: string;
  /** Removes what is left on this side: an empty folder. */
  readonly clean: () => void;
}

/** Wraps a command so that it runs locked. `visible` are absolute paths that it may read; `space` is bytes of tmpfs. */
export function lockedCommand(command: readonly string[], visible: readonly string[], space: number): LockedCommand {
  const root = mkdtempSync(join(tmpdir(), "rondetafel-engine-"));
  return {
    command: "unshare",
    arguments: [
      ...["--user", "--map-root-user", "--mount", "--net", "--pid", "--ipc", "--fork", "--kill-child=KILL"],
      ...["--", "sh", "-c", SCRIPT, "engine", root, String(space), ...visible, "--", ...command],
    ],
    inputs: "/in",
    clean: () => removeEmpty(root),
  };
}

/** Never recursive: should a mount ever be visible here, then nothing behind it may be deleted. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not empty or already gone: leave it.
  }
}

/** What a child sees of the environment: nothing but where the system's programs are. */
export const LOCKED_ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" } as const;

let detected: Isolation | null = null;

/** Whether this machine can lock a child in; tried once, for real. */
export function detectIsolation(): Isolation {
  if (detected !== null) return detected;
  const locked = lockedCommand(["/bin/true"], [], 1 << 20);
  try {
    const { status } = spawnSync(locked.command, locked.arguments, { env: LOCKED_ENVIRONMENT, stdio: "ignore" });
    detected = status === 0 ? "namespaces" : "none";
  } finally {
    locked.clean();
  }
  return detected;
}
