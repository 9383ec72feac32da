/** One person's connection to their data: puts the parts together and decides what happens in which order. */

import { Api } from "./api.js";
import { Cache, type Kept } from "./cache.js";
import { Cards } from "./cards.js";
import type { Clock } from "./clock.js";
import type { Environment, Shared } from "./environment.js";
import { ActionError } from "./errors.js";
import { Outbox } from "./outbox.js";
import type {
  Arguments,
  CommandName,
  ContactRow,
  Limits,
  PushFrame,
  ReadyFrame,
  Reply,
  SignalFrame,
  Site,
  StreamId,
  SyncReply,
  UserId,
} from "./protocol.js";
import type { Change, Stream } from "./stream.js";
import { ME, Streams } from "./streams.js";
import { Syncer } from "./sync.js";
import { Transport } from "./transport.js";
import type { Connection } from "./views.js";

/** The update that belongs to an acknowledgement comes with it, or was lost. */
const ROW_AFTER_ACK_MS = 300;
